-- Remember which rows are new
INSERT INTO [mm_rows] ([migration], [operation], [row_key]) SELECT N'0001_it''s', 2, @p1 WHERE NOT EXISTS (SELECT 1 FROM [authors] WHERE [id] = @p2) UNION ALL SELECT N'0001_it''s', 2, @p3 WHERE NOT EXISTS (SELECT 1 FROM [authors] WHERE [id] = @p4)
-- with ["080a9ed428559ef602668b4c00f114f1a11c3f6b02a435f0bdc154578e4d7f22",1,"038966de9f6b9a901b20b4c6ca8b2a46009feebe031babc842d43690c0bc222b",2]
GO

-- Insert or update 2 rows of authors
SET IDENTITY_INSERT [authors] ON;
MERGE INTO [authors] WITH (HOLDLOCK) AS target
USING (VALUES (CAST(@p1 AS INT)), (CAST(@p2 AS INT))) AS source ([id])
ON target.[id] = source.[id]
WHEN NOT MATCHED BY TARGET THEN INSERT ([id]) VALUES (source.[id]);
SET IDENTITY_INSERT [authors] OFF
-- with [1,2]
GO
