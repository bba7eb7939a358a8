// Our own lint rules, as a plugin of oxlint: the architecture's import table, doors that are closed by default, and one
// reader of the environment. Tests may reach across; they are left out in .oxlintrc.json.
import { relative, sep } from 'node:path';

import { isServerOnly, refusal, resolveSpecifier } from './floors.mjs';

const ROUTE_CONFIG = new Set([
  'runtime',
  'maxDuration',
  'dynamic',
  'revalidate',
  'fetchCache',
  'preferredRegion',
]);
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

const pathOf = (context) => relative(context.cwd, context.filename).split(sep).join('/');

const imports = {
  create(context) {
    const from = pathOf(context);
    const check = (node, source, typeOnly, names) => {
      if (typeof source?.value !== 'string') return;
      const message = refusal(from, source.value, {
        typeOnly,
        names,
        serverOnly: () => isServerOnly(context.cwd, resolveSpecifier(from, source.value)),
      });
      if (message) context.report({ node, message: `"${source.value}": ${message}.` });
    };
    return {
      ImportDeclaration(node) {
        const { specifiers } = node;
        const typeOnly =
          node.importKind === 'type' ||
          (specifiers.length > 0 && specifiers.every((specifier) => specifier.importKind === 'type'));
        check(
          node,
          node.source,
          typeOnly,
          specifiers.map((specifier) => specifier.imported?.name ?? '*'),
        );
      },
      ExportNamedDeclaration: (node) => check(node, node.source, node.exportKind === 'type'),
      ExportAllDeclaration: (node) => check(node, node.source, node.exportKind === 'type'),
      ImportExpression: (node) => check(node, node.source, false),
      TSImportType: (node) => check(node, node.source ?? node.argument?.literal, true),
    };
  },
};

/** The name of the function that an expression calls: `orgPage<…>(…)` is `orgPage`. */
const calleeOf = (node) => (node?.type === 'CallExpression' ? (node.callee.name ?? '') : '');

function checkRoute(context, node) {
  const declarations = node.declaration?.type === 'VariableDeclaration' ? node.declaration.declarations : [];
  for (const { id, init } of declarations) {
    if (id.type === 'Identifier' && ROUTE_CONFIG.has(id.name)) continue;
    const names = id.type === 'ObjectPattern' ? id.properties.map(({ key }) => key?.name) : [];
    const closed = /^(?:org|public)Route$/.test(calleeOf(init));
    if (!closed || METHODS.some((method) => !names.includes(method))) {
      context.report({
        node,
        message: `A route exports { ${METHODS.join(', ')} } of orgRoute or publicRoute.`,
      });
    }
  }
  if (declarations.length === 0 && node.exportKind !== 'type') {
    context.report({ node, message: 'A route exports nothing but the handlers of orgRoute or publicRoute.' });
  }
}

const doors = {
  create(context) {
    const from = pathOf(context);
    const inApp = from.startsWith('app/');
    const isRoute = inApp && /(?:^|\/)route\.tsx?$/.test(from);
    const isPage = inApp && /(?:^|\/)page\.tsx?$/.test(from);
    let isActions = false;
    return {
      Program(node) {
        isActions = node.body.some((statement) => statement.directive === 'use server');
      },
      ExpressionStatement(node) {
        if (node.directive === 'use server' && node.parent.type !== 'Program') {
          context.report({
            node,
            message: 'A server action stands in a file of its own and is made by orgAction.',
          });
        }
      },
      ExportNamedDeclaration(node) {
        if (isRoute) checkRoute(context, node);
        if (!isActions || node.exportKind === 'type') return;
        const declarations = node.declaration?.declarations ?? [];
        if (
          declarations.length === 0 ||
          declarations.some(({ init }) => !/^(?:org|public)Action$/.test(calleeOf(init)))
        ) {
          context.report({
            node,
            message: 'A server action is made by orgAction, or by publicAction if anyone may call it.',
          });
        }
      },
      ExportDefaultDeclaration(node) {
        if (isRoute || isActions) context.report({ node, message: 'Only doors are exported here.' });
        if (!isPage) return;
        const { declaration } = node;
        const isPublic = /^Public[A-Z]/.test(declaration.id?.name ?? '');
        if (!isPublic && !/^(?:org|public)Page$/.test(calleeOf(declaration))) {
          context.report({
            node,
            message: 'A page is made by orgPage; one for everybody is a function named Public….',
          });
        }
      },
    };
  },
};

const environment = {
  create(context) {
    if (pathOf(context) === 'lib/env.ts') return {};
    return {
      MemberExpression(node) {
        if (node.object.name === 'process' && (node.property.name ?? node.property.value) === 'env') {
          context.report({ node, message: 'Only lib/env.ts reads process.env.' });
        }
      },
    };
  },
};

export default { meta: { name: 'callboard' }, rules: { imports, doors, environment } };
