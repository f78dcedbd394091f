CREATE INDEX [idx_writers] ON [authors] ([name])
GO

DROP INDEX [idx_writers] ON [authors]
GO
