-- An empty list of the known videos whose claims the report changes.
CREATE TEMPORARY TABLE touched (key text COLLATE "C") ON COMMIT DROP
