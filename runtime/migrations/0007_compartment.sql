-- Which reports and cases lie in a compartment: asked by every list, search and command.

CREATE INDEX event_compartment_idx ON rukun.event (originator_id)
    WHERE topic = 'compartment.entered';
