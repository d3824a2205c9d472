-- Every row of the news: each step that follows looks for them, which among all rows takes as long each time.
CREATE UNLOGGED TABLE heard AS
SELECT line, key, {pieces}
FROM staged JOIN news USING (key)
