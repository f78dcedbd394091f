ALTER TABLE [books] DROP CONSTRAINT [fk_books_author_id]
GO

-- Drop the primary key of authors, whatever its name
-- each row of this query is a statement
SELECT N'ALTER TABLE [authors] DROP CONSTRAINT ' + QUOTENAME(k.name) AS statement FROM sys.key_constraints AS k WHERE k.parent_object_id = OBJECT_ID(N'[authors]') AND k.type = N'PK'
GO

DROP INDEX [idx_books_author] ON [books]
GO

-- Drop the default of column id of authors, whatever its name
-- each row of this query is a statement
SELECT N'ALTER TABLE [authors] DROP CONSTRAINT ' + QUOTENAME(k.name) AS statement FROM sys.default_constraints AS k INNER JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id WHERE c.object_id = OBJECT_ID(N'[authors]') AND c.name = N'id'
GO

ALTER TABLE [authors] ALTER COLUMN [id] BIGINT NOT NULL
GO

-- Drop the default of column author_id of books, whatever its name
-- each row of this query is a statement
SELECT N'ALTER TABLE [books] DROP CONSTRAINT ' + QUOTENAME(k.name) AS statement FROM sys.default_constraints AS k INNER JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id WHERE c.object_id = OBJECT_ID(N'[books]') AND c.name = N'author_id'
GO

ALTER TABLE [books] ALTER COLUMN [author_id] BIGINT NOT NULL
GO

ALTER TABLE [authors] ADD PRIMARY KEY ([id])
GO

CREATE INDEX [idx_books_author] ON [books] ([author_id])
GO

ALTER TABLE [books] ADD CONSTRAINT [fk_books_author_id] FOREIGN KEY ([author_id]) REFERENCES [authors] ([id]) ON DELETE CASCADE ON UPDATE NO ACTION
GO

ALTER TABLE [books] DROP CONSTRAINT [fk_books_author_id]
GO

-- Drop the primary key of authors, whatever its name
-- each row of this query is a statement
SELECT N'ALTER TABLE [authors] DROP CONSTRAINT ' + QUOTENAME(k.name) AS statement FROM sys.key_constraints AS k WHERE k.parent_object_id = OBJECT_ID(N'[authors]') AND k.type = N'PK'
GO

DROP INDEX [idx_books_author] ON [books]
GO

-- Drop the default of column id of authors, whatever its name
-- each row of this query is a statement
SELECT N'ALTER TABLE [authors] DROP CONSTRAINT ' + QUOTENAME(k.name) AS statement FROM sys.default_constraints AS k INNER JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id WHERE c.object_id = OBJECT_ID(N'[authors]') AND c.name = N'id'
GO

ALTER TABLE [authors] ALTER COLUMN [id] INT NOT NULL
GO

-- Drop the default of column author_id of books, whatever its name
-- each row of this query is a statement
SELECT N'ALTER TABLE [books] DROP CONSTRAINT ' + QUOTENAME(k.name) AS statement FROM sys.default_constraints AS k INNER JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id WHERE c.object_id = OBJECT_ID(N'[books]') AND c.name = N'author_id'
GO

ALTER TABLE [books] ALTER COLUMN [author_id] INT NOT NULL
GO

ALTER TABLE [authors] ADD PRIMARY KEY ([id])
GO

CREATE INDEX [idx_books_author] ON [books] ([author_id])
GO

ALTER TABLE [books] ADD CONSTRAINT [fk_books_author_id] FOREIGN KEY ([author_id]) REFERENCES [authors] ([id]) ON DELETE CASCADE ON UPDATE NO ACTION
GO
