CREATE UNIQUE INDEX [uq_mail] ON [authors] ([mail]) WHERE [mail] IS NOT NULL
GO

ALTER TABLE [authors] ADD CONSTRAINT [uq_name] UNIQUE ([name], [age])
GO

ALTER TABLE [authors] ADD CONSTRAINT [ck_age] CHECK (age > 0)
GO

DROP INDEX [uq_mail] ON [authors]
GO

ALTER TABLE [authors] DROP CONSTRAINT [uq_name]
GO

ALTER TABLE [authors] DROP CONSTRAINT [ck_age]
GO
