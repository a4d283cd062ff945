-- Who opened what is classified is looked up among the readings, not through the whole record.

CREATE INDEX event_reading_idx ON rukun.event (notification_id) WHERE topic = 'reading.noted';
