import { CATALOG, tableResource, type StatementEffects } from "./statement-effects.js";
import { CHANGING_FUNCTIONS, HARMLESS_FUNCTIONS } from "./postgres-functions.js";

/** A node of the parse tree: its fields by name. */
export type Fields = Readonly<Record<string, unknown>>;

/** `run` executes the statement; `plan` only plans it, so that nothing volatile is called. */
export type Purpose = "run" | "plan";

/** Nodes that do nothing by themselves: their effects are those of their children. */
const TRANSPARENT = new Set(
  `ResTarget ColumnRef A_Star A_ArrayExpr A_Indices A_Indirection BoolExpr NullTest BooleanTest
  CaseExpr CaseWhen CoalesceExpr MinMaxExpr RowExpr SubLink CollateClause SortBy WindowDef
  GroupingSet GroupingFunc ParamRef NamedArgExpr Alias JoinExpr RangeSubselect RangeFunction
  RangeTableFunc RangeTableFuncCol WithClause CommonTableExpr CTESearchClause CTECycleClause List
  XmlExpr XmlSerialize ColumnDef SetToDefault JsonTable JsonTableColumn JsonTablePathSpec
  JsonFuncExpr JsonValueExpr JsonFormat JsonOutput JsonReturning JsonBehavior JsonArgument
  JsonKeyValue JsonObjectConstructor JsonArrayConstructor JsonArrayQueryConstructor
  JsonAggConstructor JsonObjectAgg JsonArrayAgg JsonIsPredicate JsonParseExpr JsonScalarExpr
  JsonSerializeExpr MultiAssignRef`.split(/\s+/),
);

/** Leaves, whose fields are plain values. */
const LEAVES = new Set(
  "A_Const String Integer Float Boolean BitString SQLValueFunction".split(" "),
);

/** Fields that hold a node of one certain kind without naming the kind. */
const UNNAMED: Readonly<Record<string, string>> = {
  larg: "SelectStmt",
  rarg: "SelectStmt",
  withClause: "WithClause",
  over: "WindowDef",
  typeName: "TypeName",
  alias: "Alias",
  join_using_alias: "Alias",
  collClause: "CollateClause",
  search_clause: "CTESearchClause",
  cycle_clause: "CTECycleClause",
  context_item: "JsonValueExpr",
  pathspec: "JsonTablePathSpec",
  on_error: "JsonBehavior",
  on_empty: "JsonBehavior",
  format: "JsonFormat",
  output: "JsonOutput",
  returning: "JsonReturning",
  val: "JsonValueExpr",
  value: "JsonValueExpr",
  arg: "JsonValueExpr",
  expr: "JsonValueExpr",
  constructor: "JsonAggConstructor",
  onConflictClause: "OnConflictClause",
  infer: "InferClause",
  returningClause: "ReturningClause",
};

const TYPES = new Set(
  `int2 int4 int8 float4 float8 numeric bool text varchar bpchar char name bytea date time timetz
  timestamp timestamptz interval uuid json jsonb jsonpath xml inet cidr macaddr macaddr8 bit varbit
  money oid regclass regtype regproc regprocedure regoper regoperator regnamespace regrole
  regconfig regdictionary regcollation tsvector tsquery point line lseg box path polygon circle
  int4range int8range numrange tsrange tstzrange daterange int4multirange int8multirange
  nummultirange tsmultirange tstzmultirange datemultirange pg_lsn pg_snapshot txid_snapshot xid
  xid8 cid tid record void unknown anyelement anyarray citext hstore ltree vector halfvec
  sparsevec geometry geography refcursor aclitem int2vector oidvector decimal`.split(/\s+/),
);

/** What PostgreSQL itself, and the extensions whose types are named above, define. */
const OPERATORS = new Set(
  `= <> != < > <= >= + - * / % ^ & | # ~ << >> || |/ ||/ @ ~* !~ !~* ~~ !~~ ~~* !~~* ~~~ !~~~ ^@
  ~<~ ~>~ ~<=~ ~>=~ -> ->> #> #>> @> <@ ? ?| ?& #- @? @@ @@@ && &< &> &<| |&> <<| |>> -|- <<= >>=
  ## @-@ <-> <=> <#> <+> <%> %> <% <<% %>> <<-> <->> <<<-> <->>> ?- ?# ?-| ?|| ~= ~== !! <^ >^
  *= *<> *< *> *<= *>= %% %# #= &&& <<->> <<#>> ~>=~ |=| <~> ?@ ?~ ?<@ ?^@`.split(/\s+/),
);

/**
 * Judges a node that is no expression, such as a query, and returns the fields that are still to
 * be walked.
 */
export type StatementJudge = (kind: string, fields: Fields) => Fields | undefined;

/** The effects of an expression or a query, found without recursion: depth costs no stack. */
export class ExpressionWalk {
  readonly #effects: StatementEffects;
  readonly #purpose: Purpose;
  readonly #statement: StatementJudge;
  readonly #also: ReadonlySet<string>;
  readonly #pending: [kind: string, fields: Fields][] = [];

  /** `also` are functions, in capitals, that another reading of the text knows to be harmless. */
  constructor(
    effects: StatementEffects,
    purpose: Purpose,
    statement: StatementJudge,
    also: ReadonlySet<string>,
  ) {
    this.#effects = effects;
    this.#also = also;
    this.#purpose = purpose;
    this.#statement = statement;
  }

  walk(kind: string, fields: Fields): void {
    this.#pending.push([kind, fields]);
    for (let next = this.#pending.pop(); next !== undefined; next = this.#pending.pop()) {
      const rest = this.#visit(...next);
      for (const [name, value] of Object.entries(rest ?? {})) this.#enter(name, value);
    }
  }

  /** Returns the fields that are still to be walked. */
  #visit(kind: string, fields: Fields): Fields | undefined {
    if (kind === "SQLValueFunction") this.#effects.asksSession("may name the session's role");
    if (LEAVES.has(kind)) return undefined;
    switch (kind) {
      case "RangeVar":
        this.#table(fields);
        return undefined;
      case "TypeName":
        this.#type(fields);
        return undefined;
      case "RangeTableSample":
        this.#sample(namesOf(fields["method"]).join("."));
        return { relation: fields["relation"], args: fields["args"] };
      case "FuncCall":
        this.#call(fields);
        break;
      case "A_Expr":
        this.#operator(fields["name"]);
        break;
      case "SortBy":
        this.#operator(fields["useOp"]);
        break;
      case "SubLink":
        this.#operator(fields["operName"]);
        break;
      case "TypeCast":
        break;
      default:
        if (!TRANSPARENT.has(kind)) return this.#statement(kind, fields);
    }
    return fields;
  }

  #enter(name: string, value: unknown): void {
    if (Array.isArray(value)) {
      for (const item of value as unknown[]) this.#enter(name, item);
      return;
    }
    if (typeof value !== "object" || value === null) return;
    const [first, ...others] = Object.keys(value);
    const fields = value as Fields;
    if (first !== undefined && others.length === 0 && /^[A-Z]/.test(first)) {
      this.#pending.push([first, fields[first] as Fields]);
    } else if (first !== undefined) {
      this.#pending.push([Object.hasOwn(UNNAMED, name) ? UNNAMED[name]! : name, fields]);
    }
  }

  #table(fields: Fields): void {
    const words = [fields["catalogname"], fields["schemaname"], fields["relname"]];
    const named = words.filter((word) => typeof word === "string");
    const [only = ""] = named;
    const system = named.length === 1 && only.startsWith("pg_");
    this.#effects.reads(system ? CATALOG : tableResource(named));
  }

  #type(fields: Fields): void {
    const names = namesOf(fields["names"]);
    const known = names.length === 1 || names[0] === "pg_catalog";
    if (known && TYPES.has((names.at(-1) ?? "").replace(/^_/, ""))) return;
    this.#effects.unknown(`${names.join(".")} is a type of somebody's own making`);
  }

  #operator(name: unknown): void {
    const names = namesOf(name);
    if (names.length === 0) return;
    const symbol = names.at(-1) ?? "";
    const builtIn = OPERATORS.has(symbol) || /^(NOT )?BETWEEN( SYMMETRIC)?$/.test(symbol);
    if (builtIn && (names.length === 1 || names[0] === "pg_catalog")) return;
    this.#effects.unknown(`${names.join(".")} is an operator of somebody's own making`);
  }

  #sample(method: string): void {
    if (/^(pg_catalog\.)?(bernoulli|system)$/.test(method)) return;
    this.#effects.unknown(`${method} is a sampling method of somebody's own making`);
  }

  #call(fields: Fields): void {
    const names = namesOf(fields["funcname"]);
    const name = names.at(-1) ?? "";
    const builtIn = names.length === 1 || (names.length === 2 && names[0] === "pg_catalog");
    const changing = CHANGING_FUNCTIONS.get(name);
    if (changing !== undefined) return this.#changingCall(name, changing, fields);
    const harmless = HARMLESS_FUNCTIONS.has(name) || this.#also.has(name.toUpperCase());
    if (!builtIn || !harmless) {
      return this.#effects.unknown(`nothing is known about the function ${names.join(".")}`);
    }
    this.#effects.calls(name);
    if (/^(pg_ls_|pg_read_|pg_stat_file$)/.test(name)) this.#effects.readsFiles(`calls ${name}`);
  }

  #changingCall(name: string, what: string, fields: Fields): void {
    if (this.#purpose === "plan") return;
    const because = `${name} changes ${what}`;
    if (what === "a sequence") {
      const [argument] = (fields["args"] ?? []) as Fields[];
      const text = constantText(argument);
      return this.#effects.changes(because, [tableResource(text?.split(".") ?? [])]);
    }
    if (what === "files or other programs" || /^lo_(ex|im)port$/.test(name)) {
      this.#effects.writesFiles(because);
    }
    if (what.startsWith("whatever")) this.#effects.unknown(because);
    this.#effects.changes(because);
  }
}

/** The strings of a list of String nodes: the parts of a dotted name. */
export function namesOf(list: unknown): string[] {
  if (!Array.isArray(list)) return [];
  return (list as Fields[]).flatMap((item) => {
    const text = (item["String"] as Fields | undefined)?.["sval"];
    return typeof text === "string" ? [text] : [];
  });
}

/** The text of a constant, also behind a cast: `'s'::regclass`. */
function constantText(node: Fields | undefined): string | undefined {
  if (node === undefined) return undefined;
  const cast = node["TypeCast"] as Fields | undefined;
  const constant = (cast === undefined ? node : (cast["arg"] as Fields))["A_Const"];
  const text = ((constant as Fields | undefined)?.["sval"] as Fields | undefined)?.["sval"];
  return typeof text === "string" ? text : undefined;
}
