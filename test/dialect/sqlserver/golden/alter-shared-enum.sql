-- Stop if now of people has what this would lose and no migration knows
SELECT c.name FROM sys.columns AS c WHERE c.object_id = OBJECT_ID(N'[people]') AND c.name = N'now'
GO

ALTER TABLE [people] ADD [mm_new_now] NVARCHAR(4) NULL
GO

-- Convert now of people
UPDATE [people] SET [mm_new_now] = (CASE WHEN [now] = N'good' THEN N'fine' ELSE [now] END)
GO

-- Drop the default and the checks of column now of people, whatever their names
-- each row of this query is a statement
SELECT N'ALTER TABLE [people] DROP CONSTRAINT ' + QUOTENAME(k.name) AS statement FROM sys.default_constraints AS k INNER JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id WHERE c.object_id = OBJECT_ID(N'[people]') AND c.name = N'now' UNION ALL SELECT N'ALTER TABLE [people] DROP CONSTRAINT ' + QUOTENAME(k.name) AS statement FROM sys.check_constraints AS k INNER JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id WHERE c.object_id = OBJECT_ID(N'[people]') AND c.name = N'now'
GO

ALTER TABLE [people] DROP COLUMN [now]
GO

EXEC sp_rename @objname = N'[people].[mm_new_now]', @newname = N'now', @objtype = N'COLUMN'
GO

ALTER TABLE [people] ALTER COLUMN [now] NVARCHAR(4) NOT NULL
GO

ALTER TABLE [people] ADD CONSTRAINT [CK_people_now_enum] CHECK ([now] IN (N'fine', N'bad'))
GO

ALTER TABLE [people] ADD CONSTRAINT [DF_people_now] DEFAULT (N'fine') FOR [now]
GO

-- Stop if before of people has what this would lose and no migration knows
SELECT c.name FROM sys.columns AS c WHERE c.object_id = OBJECT_ID(N'[people]') AND c.name = N'before'
GO

ALTER TABLE [people] ADD [mm_new_before] NVARCHAR(4) NULL
GO

-- Convert before of people
UPDATE [people] SET [mm_new_before] = (CASE WHEN [before] = N'good' THEN N'fine' ELSE [before] END)
GO

-- Drop the default and the checks of column before of people, whatever their names
-- each row of this query is a statement
SELECT N'ALTER TABLE [people] DROP CONSTRAINT ' + QUOTENAME(k.name) AS statement FROM sys.default_constraints AS k INNER JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id WHERE c.object_id = OBJECT_ID(N'[people]') AND c.name = N'before' UNION ALL SELECT N'ALTER TABLE [people] DROP CONSTRAINT ' + QUOTENAME(k.name) AS statement FROM sys.check_constraints AS k INNER JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id WHERE c.object_id = OBJECT_ID(N'[people]') AND c.name = N'before'
GO

ALTER TABLE [people] DROP COLUMN [before]
GO

EXEC sp_rename @objname = N'[people].[mm_new_before]', @newname = N'before', @objtype = N'COLUMN'
GO

ALTER TABLE [people] ADD CONSTRAINT [CK_people_before_enum] CHECK ([before] IN (N'fine', N'bad'))
GO
