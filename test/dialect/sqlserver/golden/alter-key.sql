ALTER TABLE [books] DROP CONSTRAINT [fk_books_author_id]
GO

-- Drop the primary key of authors, whatever its name
-- each row of this query is a statement
SELECT N'ALTER TABLE [authors] DROP CONSTRAINT ' + QUOTENAME(k.name) AS statement FROM sys.key_constraints AS k WHERE k.parent_object_id = OBJECT_ID(N'[authors]') AND k.type = N'PK'
GO

DROP INDEX [idx_books_author] ON [books]
GO

ALTER TABLE [authors] ALTER COLUMN [id] BIGINT NOT NULL
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

ALTER TABLE [authors] ALTER COLUMN [id] INT NOT NULL
GO

ALTER TABLE [books] ALTER COLUMN [author_id] INT NOT NULL
GO

ALTER TABLE [authors] ADD PRIMARY KEY ([id])
GO

CREATE INDEX [idx_books_author] ON [books] ([author_id])
GO

ALTER TABLE [books] ADD CONSTRAINT [fk_books_author_id] FOREIGN KEY ([author_id]) REFERENCES [authors] ([id]) ON DELETE CASCADE ON UPDATE NO ACTION
GO
