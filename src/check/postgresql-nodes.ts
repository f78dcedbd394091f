/**
 * Nodes of PostgreSQL's parser whose every table, verb, type and function is found. What is not in
 * this list is refused: `DO`, `CALL`, `COPY`, `GRANT`, `SET`, `CREATE FUNCTION`, and whatever the
 * next version brings.
 */
export const NODES: ReadonlySet<string> = new Set(
  `AlterTableStmt CreateStmt CreateTableAsStmt CreateTrigStmt DeleteStmt DropStmt IndexStmt InsertStmt
  MergeStmt RenameStmt SelectStmt TruncateStmt UpdateStmt ViewStmt
  AlterTableCmd Alias ColumnDef CommonTableExpr Constraint IndexElem InferClause IntoClause JoinExpr List
  LockingClause MergeWhenClause MultiAssignRef OnConflictClause PartitionBoundSpec PartitionCmd
  PartitionElem PartitionSpec RangeFunction RangeSubselect RangeTableSample RangeVar ResTarget SortBy
  TableLikeClause TriggerTransition WindowDef WithClause ReturningClause ReturningOption DefElem
  A_ArrayExpr A_Const A_Expr A_Indices A_Indirection A_Star BitString BoolExpr Boolean BooleanTest
  CaseExpr CaseWhen CoalesceExpr CollateClause ColumnRef Float FuncCall GroupingFunc GroupingSet Integer
  MinMaxExpr NamedArgExpr NullTest ParamRef RowExpr SQLValueFunction SetToDefault String SubLink TypeCast
  TypeName
  JsonAggConstructor JsonArrayAgg JsonArrayConstructor JsonArrayQueryConstructor JsonFormat
  JsonFuncExpr JsonIsPredicate JsonKeyValue JsonObjectAgg JsonObjectConstructor JsonOutput JsonReturning
  JsonScalarExpr JsonSerializeExpr JsonParseExpr JsonValueExpr JsonBehavior JsonArgument`.split(
    /\s+/,
  ),
);

/** Parts of ALTER TABLE that touch no more than the tables in the text. */
export const ALTER_PARTS: ReadonlySet<string> = new Set(
  `AT_AddColumn AT_AddConstraint AT_AddIdentity AT_AddInherit AT_AlterColumnType AT_AlterConstraint
  AT_AttachPartition AT_ColumnDefault AT_DetachPartition AT_DropColumn AT_DropConstraint AT_DropExpression
  AT_DropIdentity AT_DropInherit AT_DropNotNull AT_ResetRelOptions AT_SetCompression AT_SetExpression
  AT_SetIdentity AT_SetNotNull AT_SetRelOptions AT_SetStatistics AT_SetStorage
  AT_ValidateConstraint`.split(/\s+/),
);
