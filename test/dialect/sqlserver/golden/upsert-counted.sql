-- Remember which rows are new
INSERT INTO [mm_rows] ([migration], [operation], [row_key]) SELECT N'0001_it''s', 2, @p1 WHERE NOT EXISTS (SELECT 1 FROM [authors] WHERE [id] = @p2) UNION ALL SELECT N'0001_it''s', 2, @p3 WHERE NOT EXISTS (SELECT 1 FROM [authors] WHERE [id] = @p4)
-- with ["589ffd3acf522ae81192579f297589e93b0c41f748b224d1b4bb5c857a2f70cb",7,"a8f2ecf6c811b67c050190173c8b89ce2c99b7993d29235ff3bf656b6a2c505e",8]
GO

-- Insert or update 2 rows of authors
SET IDENTITY_INSERT [authors] ON;
MERGE INTO [authors] WITH (HOLDLOCK) AS target
USING (VALUES (CAST(@p1 AS INT), CAST(@p2 AS NVARCHAR(MAX)), CAST(@p3 AS NVARCHAR(MAX)), CAST(@p4 AS INT)), (CAST(@p5 AS INT), CAST(@p6 AS NVARCHAR(MAX)), CAST(@p7 AS NVARCHAR(MAX)), CAST(0 AS INT))) AS source ([id], [name], [mail], [age])
ON target.[id] = source.[id]
WHEN MATCHED THEN UPDATE SET target.[name] = source.[name], target.[mail] = source.[mail], target.[age] = source.[age]
WHEN NOT MATCHED BY TARGET THEN INSERT ([id], [name], [mail], [age]) VALUES (source.[id], source.[name], source.[mail], source.[age]);
SET IDENTITY_INSERT [authors] OFF
-- with [7,"it's",null,3,8,"two","b@example.com"]
GO

-- Remove the rows that were new
DELETE FROM [authors] WHERE ([id] = @p1 AND EXISTS (SELECT 1 FROM [mm_rows] WHERE [migration] = N'0001_it''s' AND [operation] = 2 AND [row_key] = @p2)) OR ([id] = @p3 AND EXISTS (SELECT 1 FROM [mm_rows] WHERE [migration] = N'0001_it''s' AND [operation] = 2 AND [row_key] = @p4))
-- with [7,"589ffd3acf522ae81192579f297589e93b0c41f748b224d1b4bb5c857a2f70cb",8,"a8f2ecf6c811b67c050190173c8b89ce2c99b7993d29235ff3bf656b6a2c505e"]
GO

-- Forget which rows were new
DELETE FROM [mm_rows] WHERE [migration] = N'0001_it''s' AND [operation] = 2
GO
