EXEC sp_rename @objname = N'[authors].[idx_authors_name]', @newname = N'idx_writers', @objtype = N'INDEX'
GO
