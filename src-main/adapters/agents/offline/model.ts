/** What the rules understood of the requirements. Everything points at the requirement keys it came from. */
export type Model = {
  /** Package name in kebab-case. */
  name: string;
  /** The name as a person would write it. */
  title: string;
  /** Folder of the workspace that the service lies in; empty or left out for its root. */
  folder?: string;
  entities: Entity[];
  service: Service;
  /** Keys that documents or configuration satisfy, by what satisfies them. */
  supporting: Map<Supporting, string[]>;
  /** What became of each requirement. */
  outcomes: Map<string, Outcome>;
};

export type FieldType = 'string' | 'integer' | 'number' | 'boolean' | 'date' | 'datetime' | 'list';

export type FieldRules = {
  type?: FieldType;
  required?: boolean;
  min?: number;
  max?: number;
  /** Characters of a string, or items of a list. */
  minLength?: number;
  maxLength?: number;
  /** Source of a regular expression that `sampleOf` can make examples for. */
  pattern?: string;
  format?: 'email' | 'url' | 'uuid';
  unique?: boolean;
  values?: string[];
  default?: string | number | boolean;
  /** Slug of the entity whose id this field holds. */
  references?: string;
};

export type Aspect = keyof FieldRules;

export type Field = FieldRules & {
  name: string;
  type: FieldType;
  required: boolean;
  /** Marked by a sentence such as `every X has a Y`, which says nothing about the fields beside it. */
  isMarkedAlone?: true;
  /** Every requirement that names the field. */
  keys: string[];
  /** Requirement keys by the rule they brought. */
  origin: Map<Aspect, string[]>;
};

export type OperationKind = 'create' | 'list' | 'read' | 'replace' | 'update' | 'remove';

export type Operation = { kind: OperationKind; keys: string[] };

export type Filter = {
  param: string;
  field: string;
  test: 'equals' | 'atLeast' | 'atMost' | 'contains' | 'day';
  keys: string[];
};

export type Sort = { field: string; keys: string[] };

/** Lists the records that refer to one record: `GET /rooms/:id/bookings`. Belongs to the entity that is listed. */
export type NestedList = { parent: string; path: string; field: string; keys: string[] };

/** A rule that looks at more than one field or record. `status` answers a request that breaks it. */
export type Rule = { keys: string[]; status: number } & RuleBody;

export type RuleBody =
  | { kind: 'order'; earlier: string; later: string; orEqual: boolean }
  | { kind: 'duration'; start: string; end: string; minMinutes?: number; maxMinutes?: number }
  | { kind: 'noOverlap'; by: string; start: string; end: string; ignore?: { field: string; value: string } }
  | { kind: 'ignoredOverlap'; field: string; value: string }
  | { kind: 'notPast'; field: string }
  | { kind: 'withinReference'; field: string; reference: string; limit: string }
  | { kind: 'restrict'; by: string; field: string }
  | { kind: 'frozen'; field: string; value: string }
  | { kind: 'transition'; action: string; field: string; from: string[]; to: string };

export type Entity = {
  /** Singular, kebab-case: `meeting-room`. */
  slug: string;
  /** Plural, kebab-case: `meeting-rooms`. */
  plural: string;
  /** `MeetingRoom`, never the name of a global or of a type of the service's kernel. */
  typeName: string;
  /** `meetingRoom` */
  camel: string;
  /** `meeting room` */
  label: string;
  /** `a meeting room` */
  one: string;
  /** `/api/meeting-rooms` */
  path: string;
  fields: Field[];
  operations: Operation[];
  filters: Filter[];
  sorts: Sort[];
  nested: NestedList[];
  rules: Rule[];
  /** Keys of statements that only say that this thing exists. */
  keys: string[];
  /** What the rules took for granted because no requirement says it. */
  assumptions: string[];
};

const SERVICE_FACTS = [
  'health',
  'json',
  'errorShape',
  'invalidInput',
  'missing',
  'conflict',
  'unknownPath',
  'malformedJson',
  'bodyLimit',
  'mediaType',
  'unknownFields',
  'hiddenFailure',
  'ids',
  'timestamps',
  'noDependencies',
  'typescript',
  'loopbackTests',
  'pagination',
  'pageRange',
  'environment',
  'persistence',
  'shutdown',
  'requestLog',
] as const;
export type ServiceFact = (typeof SERVICE_FACTS)[number];

export type Service = {
  healthPath: string;
  bodyLimitBytes: number;
  invalidStatus: number;
  unknownFields: 'ignore' | 'refuse';
  page: { limit: number; largestLimit: number };
  keys: Map<ServiceFact, string[]>;
};

const SUPPORTING = ['readme', 'architecture', 'ci', 'container', 'report'] as const;
export type Supporting = (typeof SUPPORTING)[number];

/** Where the work for a requirement lies. */
export type Place =
  | { at: 'feature' | 'rules'; entity: string }
  | { at: 'scaffold' | 'assembly' | 'quality' | Supporting };

export type Outcome = {
  places: Place[];
  /** Parts of the text that no rule understood; empty when all of it was. */
  beyond: string[];
};
