-- A text after a replacement, without blanks at its ends, which YouTube would take away; unaltered where nothing was found.
(
    SELECT to_jsonb(CASE WHEN r.text = {column} THEN r.text ELSE btrim(r.text) END) FROM (SELECT {replaced} AS text) r
)
