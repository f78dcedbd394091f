DROP TABLE [books]
GO

ALTER TABLE [books] DROP CONSTRAINT [fk_books_author_id]
GO

DROP TABLE [authors]
GO
