-- An empty table of what YouTube told of claims; what is null it did not tell.
CREATE UNLOGGED TABLE told (key text COLLATE "C", {columns})
