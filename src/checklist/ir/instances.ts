import { annotatedClass } from "./annotations.js";
import { classOf } from "./ancestors.js";
import type { ClassNode } from "./expression.js";
import { fieldWrites, isNothing, soleValue } from "./names.js";
import type { Node } from "./node.js";
import { lookUp, type Binding } from "./scope.js";
import type { SourceFile } from "./source-file.js";

/** Fields of fields are followed this far. */
const STEPS_MAX = 4;

/**
 * The name of the class that an expression is an instance of: through `new`, annotations, and the
 * fields of this file's classes. It may be an import, of what is then not known to be a class.
 */
export function className(file: SourceFile, node: Node, steps = 0): Binding | undefined {
  if (steps > STEPS_MAX) return undefined;
  switch (node.kind) {
    case "call":
      return named(file, node.callee);
    case "name": {
      const binding = file.binding(node);
      return ofAnnotation(file, annotationOf(binding), node) ?? ofValue(file, soleValue(binding));
    }
    case "member": {
      const owner = instanceOf(file, node.object, steps + 1);
      return owner && ofField(file, owner, node.property);
    }
    default:
      return undefined;
  }
}

/** The class of this file that an expression is an instance of. */
export function instanceOf(file: SourceFile, node: Node, steps = 0): ClassNode | undefined {
  if (node.kind === "name" && node.name === "this") return classOf(node);
  const declaration = className(file, node, steps)?.declaration;
  return declaration?.kind === "class" ? declaration : undefined;
}

function ofField(file: SourceFile, owner: ClassNode, name: string): Binding | undefined {
  const values = (fieldWrites(owner).get(name) ?? []).filter((value) => !isNothing(value));
  const made = new Set(values.map((value) => ofValue(file, value)));
  const [only] = made;
  if (made.size === 1 && only !== undefined) return only;
  const declared = owner.members.find((member) => member.kind === "field" && member.name === name);
  return declared?.kind === "field" ? ofAnnotation(file, declared.annotation, owner) : undefined;
}

/** A parameter that is kept as it came brings its annotation. */
function ofValue(file: SourceFile, value: Node | undefined): Binding | undefined {
  if (value?.kind === "call") return named(file, value.callee);
  if (value?.kind !== "name") return undefined;
  return ofAnnotation(file, annotationOf(file.binding(value)), value);
}

/** What a variable or parameter is annotated with. */
export function annotationOf(binding: Binding | undefined): string | undefined {
  if (binding?.parameter !== undefined) return binding.parameter.annotation;
  return binding?.declaration.kind === "assign" ? binding.declaration.annotation : undefined;
}

function ofAnnotation(
  file: SourceFile,
  annotation: string | undefined,
  at: Node,
): Binding | undefined {
  const written = annotation === undefined ? undefined : annotatedClass(annotation);
  const binding = written === undefined ? undefined : lookUp(written, file.scopes.scopeOf(at));
  return isClassOrImport(binding) ? binding : undefined;
}

function named(file: SourceFile, callee: Node): Binding | undefined {
  const binding = callee.kind === "name" ? file.binding(callee) : undefined;
  return isClassOrImport(binding) ? binding : undefined;
}

const isClassOrImport = (binding: Binding | undefined): boolean =>
  binding?.kind === "class" || binding?.kind === "import";
