-- An empty list of the known videos whose claims the report changes.
CREATE UNLOGGED TABLE touched (key text COLLATE "C")
