CREATE TABLE [authors] (
  [id] INT IDENTITY(1,1) NOT NULL,
  [name] NVARCHAR(80) NOT NULL,
  [mail] NVARCHAR(120) NULL,
  [age] INT NOT NULL CONSTRAINT [DF_authors_age] DEFAULT (30),
  PRIMARY KEY ([id])
)
GO

CREATE INDEX [idx_authors_name] ON [authors] ([name])
GO

CREATE TABLE [books] (
  [id] INT IDENTITY(1,1) NOT NULL,
  [author_id] INT NOT NULL,
  [title] NVARCHAR(200) NOT NULL,
  [price] DECIMAL(10,2) NULL,
  [sequel_of] INT NULL,
  PRIMARY KEY ([id]),
  CONSTRAINT [fk_books_author_id] FOREIGN KEY ([author_id]) REFERENCES [authors] ([id]) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT [fk_books_sequel_of] FOREIGN KEY ([sequel_of]) REFERENCES [books] ([id]) ON DELETE NO ACTION ON UPDATE NO ACTION
)
GO

CREATE INDEX [idx_books_author] ON [books] ([author_id])
GO

-- Create the schema audit unless it is there
-- each row of this query is a statement
SELECT N'CREATE SCHEMA [audit]' AS statement WHERE SCHEMA_ID(N'audit') IS NULL
GO

CREATE TABLE [audit].[codes] (
  [id] INT IDENTITY(1,1) NOT NULL,
  [code] NVARCHAR(12) NOT NULL,
  PRIMARY KEY ([id]),
  CONSTRAINT [uq_codes_code] UNIQUE ([code])
)
GO

CREATE TABLE [uses] (
  [id] INT IDENTITY(1,1) NOT NULL,
  [code] NVARCHAR(12) NOT NULL,
  PRIMARY KEY ([id]),
  CONSTRAINT [fk_uses_code] FOREIGN KEY ([code]) REFERENCES [audit].[codes] ([code]) ON DELETE CASCADE ON UPDATE SET NULL
)
GO

CREATE TABLE [early] (
  [id] INT IDENTITY(1,1) NOT NULL,
  [late_id] UNIQUEIDENTIFIER NULL,
  PRIMARY KEY ([id])
)
GO

CREATE TABLE [late] (
  [id] UNIQUEIDENTIFIER NOT NULL,
  PRIMARY KEY ([id])
)
GO

ALTER TABLE [early] ADD CONSTRAINT [fk_early] FOREIGN KEY ([late_id]) REFERENCES [late] ([id]) ON DELETE NO ACTION ON UPDATE NO ACTION
GO
