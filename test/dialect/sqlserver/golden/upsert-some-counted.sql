-- Remember which rows are new
INSERT INTO [mm_rows] ([migration], [operation], [row_key]) SELECT N'0001_it''s', 2, @p1 WHERE NOT EXISTS (SELECT 1 FROM [authors] WHERE [mail] = @p2)
-- with ["f85f27bcecb17de212fe07c6d71288531fb81768a8ab35daedf4f34725bd3d63","a@example.com"]
GO

-- Insert or update 1 row of authors
UPDATE [authors] SET [name] = @p1 WHERE [mail] = @p2
-- with ["a","a@example.com"]
GO

-- Insert or update 1 row of authors
SET IDENTITY_INSERT [authors] ON;
INSERT INTO [authors] ([id], [name], [mail]) SELECT CAST(@p1 AS INT), CAST(@p2 AS NVARCHAR(MAX)), CAST(@p3 AS NVARCHAR(MAX)) WHERE NOT EXISTS (SELECT 1 FROM [authors] WHERE [mail] = @p4);
SET IDENTITY_INSERT [authors] OFF
-- with [7,"a","a@example.com","a@example.com"]
GO

-- Remember which rows are new
INSERT INTO [mm_rows] ([migration], [operation], [row_key]) SELECT N'0001_it''s', 2, @p1 WHERE NOT EXISTS (SELECT 1 FROM [authors] WHERE [mail] = @p2)
-- with ["a506babad597efb689e90f0ce32dddbf64fbed0fd19bbd65f8fc7ecb78d36151","b@example.com"]
GO

-- Insert or update 1 row of authors
UPDATE [authors] SET [name] = @p1 WHERE [mail] = @p2
-- with ["b","b@example.com"]
GO

-- Insert or update 1 row of authors
INSERT INTO [authors] ([name], [mail]) SELECT CAST(@p1 AS NVARCHAR(MAX)), CAST(@p2 AS NVARCHAR(MAX)) WHERE NOT EXISTS (SELECT 1 FROM [authors] WHERE [mail] = @p3)
-- with ["b","b@example.com","b@example.com"]
GO
