ALTER TABLE [authors] ADD [touched] DATE NULL CONSTRAINT [DF_authors_touched] DEFAULT (CAST(SYSUTCDATETIME() AS DATE)) WITH VALUES
GO

-- Keep changed, touched of authors current
CREATE OR ALTER TRIGGER [authors_auto_update] ON [authors] AFTER UPDATE AS
BEGIN
  SET NOCOUNT ON;
  IF TRIGGER_NESTLEVEL(@@PROCID, 'AFTER', 'DML') > 1 RETURN;
  IF NOT UPDATE([changed])
    UPDATE target SET [changed] = SYSUTCDATETIME() FROM [authors] AS target INNER JOIN inserted ON target.[id] = inserted.[id];
  IF NOT UPDATE([touched])
    UPDATE target SET [touched] = CAST(SYSUTCDATETIME() AS DATE) FROM [authors] AS target INNER JOIN inserted ON target.[id] = inserted.[id];
END
GO

DROP TRIGGER [authors_auto_update]
GO

-- Drop the default and the checks of column touched of authors, whatever their names
-- each row of this query is a statement
SELECT N'ALTER TABLE [authors] DROP CONSTRAINT ' + QUOTENAME(k.name) AS statement FROM sys.default_constraints AS k INNER JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id WHERE c.object_id = OBJECT_ID(N'[authors]') AND c.name = N'touched' UNION ALL SELECT N'ALTER TABLE [authors] DROP CONSTRAINT ' + QUOTENAME(k.name) AS statement FROM sys.check_constraints AS k INNER JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id WHERE c.object_id = OBJECT_ID(N'[authors]') AND c.name = N'touched'
GO

ALTER TABLE [authors] DROP COLUMN [touched]
GO
