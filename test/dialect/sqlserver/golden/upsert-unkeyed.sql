-- Remember which rows are new
INSERT INTO [mm_rows] ([migration], [operation], [row_key]) SELECT N'0001_it''s', 2, @p1 WHERE NOT EXISTS (SELECT 1 FROM [authors] WHERE [mail] IS NULL)
-- with ["1d8fc6ceb1f94c6326d6d5483d258fcb2e179e9869325b245d105c2219bf69fd"]
GO

-- Insert or update 1 row of authors
UPDATE [authors] SET [name] = @p1 WHERE [mail] IS NULL
-- with ["a"]
GO

-- Insert or update 1 row of authors
INSERT INTO [authors] ([name], [mail]) SELECT CAST(@p1 AS NVARCHAR(MAX)), CAST(@p2 AS NVARCHAR(MAX)) WHERE NOT EXISTS (SELECT 1 FROM [authors] WHERE [mail] IS NULL)
-- with ["a",null]
GO

-- Remove the rows that were new
DELETE FROM [authors] WHERE ([mail] IS NULL AND EXISTS (SELECT 1 FROM [mm_rows] WHERE [migration] = N'0001_it''s' AND [operation] = 2 AND [row_key] = @p1))
-- with ["1d8fc6ceb1f94c6326d6d5483d258fcb2e179e9869325b245d105c2219bf69fd"]
GO

-- Forget which rows were new
DELETE FROM [mm_rows] WHERE [migration] = N'0001_it''s' AND [operation] = 2
GO
