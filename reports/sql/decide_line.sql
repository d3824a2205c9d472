-- The row that decides stands for its object.
UPDATE folded f SET line = d.line FROM decided d WHERE d.place = 1 AND f.key = d.key AND f.line <> d.line
