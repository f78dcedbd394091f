EXEC sp_rename @objname = N'[authors]', @newname = N'writers', @objtype = N'OBJECT'
GO

IF OBJECT_ID(N'[DF_authors_age]') IS NOT NULL EXEC sp_rename @objname = N'[DF_authors_age]', @newname = N'DF_writers_age', @objtype = N'OBJECT'
GO

EXEC sp_rename @objname = N'[writers]', @newname = N'authors', @objtype = N'OBJECT'
GO

IF OBJECT_ID(N'[DF_writers_age]') IS NOT NULL EXEC sp_rename @objname = N'[DF_writers_age]', @newname = N'DF_authors_age', @objtype = N'OBJECT'
GO
