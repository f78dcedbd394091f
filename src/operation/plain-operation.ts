/**
 * What `new CreateTable({...})` makes: the plain form of the operation, nothing more. It is
 * checked when it is registered, by the same code that checks the plain form.
 */
export abstract class PlainOperation<Type extends string, Data extends object> {
  abstract readonly type: Type;
  /** For types alone: an object with nothing but a `type` is no operation. */
  declare protected readonly data: Data;

  constructor(data: Data) {
    Object.assign(this, data);
  }
}

/** The plain form, of a map of the author's own names, too. */
type Plain<Type extends string, Data extends object> = string extends keyof Data
  ? { readonly type: Type } & { readonly [name: string]: Data[string & keyof Data] | Type }
  : Data & { readonly type: Type };

/** Operations as an author gives them, by their types: of their class, or as plain data. */
export type InputOf<Operations> = {
  [Type in keyof Operations & string]: Operations[Type] extends object
    ? PlainOperation<Type, Operations[Type]> | Plain<Type, Operations[Type]>
    : never;
}[keyof Operations & string];
