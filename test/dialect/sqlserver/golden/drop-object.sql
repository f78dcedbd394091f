DROP VIEW [audit].[live]]posts]
GO

DROP TRIGGER [t]
GO
