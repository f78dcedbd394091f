-- By hand
SELECT @p1 AS a
-- with ["it's"]
GO

SELECT NULL, 1, -1.5, 9007199254740993, (N'a\' + N'
b'), N'1970-01-01 00:00:00.000', 0x00ff
GO
