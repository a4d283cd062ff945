-- Search: words without the little ones, misspelt names, and a key's end that the index feels.

CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- Texts apart in words, without those that every text has. PostgreSQL's own `indonesian` stems
-- but strips nothing, and a stop list of its kind is a file on the database server.
CREATE FUNCTION view.stripped(told text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT SET search_path = pg_catalog, pg_temp AS $body$
    SELECT coalesce(string_agg(word, ' '), '')
      FROM unnest(string_to_array(
               translate(lower(told), E'.,;:!?()[]{}<>"''/\\“”‘’…–\n\t', repeat(' ', 26)), ' ')) word
     WHERE word <> '' AND NOT word = ANY ('{
        ada,adalah,adapun,agar,akan,akibat,anda,antara,apa,apabila,apakah,atas,atau,bagaimana,
        bagi,bahwa,banyak,beberapa,begitu,belum,beliau,berada,bila,bisa,boleh,bukan,dalam,dan,
        dapat,dari,daripada,dengan,demi,demikian,di,dia,dll,dsb,guna,hal,hanya,harus,hingga,ia,
        ialah,ini,itu,jika,juga,kalau,kami,karena,ke,kemudian,kepada,ketika,kita,lagi,lain,
        lainnya,lalu,lebih,maka,mana,masih,melainkan,mereka,merupakan,meskipun,namun,nya,oleh,
        pada,padahal,paling,para,per,perlu,pernah,pula,pun,saat,saja,saling,sambil,sampai,sang,
        sangat,saya,sebagai,sebagaimana,sebelum,secara,sedang,sedangkan,sehingga,sejak,sekitar,
        selain,selalu,selama,seluruh,semua,seorang,seperti,serta,sesuai,sesudah,setelah,setiap,
        si,suatu,sudah,supaya,tapi,telah,tentang,terhadap,tersebut,tetapi,tiap,tidak,untuk,
        walaupun,yaitu,yakni,yang
     }'::text[])
$body$;

-- What is told with one weight, of {"subject": [["weight", "label", "text"], ...]}.
CREATE FUNCTION view.told(opened jsonb, weight text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT SET search_path = pg_catalog, pg_temp AS $body$
    SELECT coalesce(left(string_agg(passage ->> 2, E'\n'), 150000), '')
      FROM jsonb_each(opened) each (subject, passages), jsonb_array_elements(passages) passage
     WHERE passage ->> 0 = weight
$body$;

-- A lexeme vector of what heads a case (A and B), or of the whole; far below PostgreSQL's limit.
CREATE FUNCTION view.lexemes(opened jsonb, whole boolean) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT SET search_path = pg_catalog, pg_temp AS $body$
    SELECT setweight(to_tsvector('indonesian', view.stripped(view.told(opened, 'A'))), 'A')
        || setweight(to_tsvector('indonesian', view.stripped(view.told(opened, 'B'))), 'B')
        || CASE WHEN whole THEN
               setweight(to_tsvector('indonesian', view.stripped(view.told(opened, 'C'))), 'C')
            || setweight(to_tsvector('indonesian', view.stripped(view.told(opened, 'D'))), 'D')
           ELSE '' END
$body$;

-- Read models that hold opened texts do so in a column `opened`, by the subject of the key they
-- were sealed under. Before a key goes they are held, with it they lose what it sealed.
CREATE FUNCTION view.forget(who uuid) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    holding regclass;
BEGIN
    FOR holding IN
        SELECT c.oid::regclass FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
         WHERE c.relnamespace = 'view'::regnamespace AND c.relkind = 'r'
           AND a.attname = 'opened' AND NOT a.attisdropped
    LOOP
        EXECUTE format('UPDATE %s SET opened = opened - $1 WHERE opened ? $1', holding)
          USING who::text;
    END LOOP;
END $body$;

-- The key and what was read with it, both or neither. Whoever writes opened texts holds the same
-- lock as a sharer (projections.search_index), so nothing is written behind this one's back.
ALTER FUNCTION vault.destroy(uuid, timestamptz) RENAME TO destroy_key;
CREATE FUNCTION vault.destroy(who uuid, at timestamptz) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    gone boolean;
BEGIN
    PERFORM pg_advisory_xact_lock(7201209);
    gone := vault.destroy_key(who, at);
    PERFORM view.forget(who);
    RETURN gone;
END $body$;

REVOKE ALL ON FUNCTION vault.destroy, view.forget FROM PUBLIC;
GRANT EXECUTE ON FUNCTION vault.destroy, view.forget TO rukun_runtime;
