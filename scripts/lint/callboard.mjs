// Our own lint rules, as a plugin of oxlint: the architecture's import table, its rooms, doors that are closed by
// default, and one reader of the environment. Tests may reach across; they are left out in .oxlintrc.json.
import { relative, sep } from 'node:path';

import { isServerOnly, refusal, resolveSpecifier, strangeRoom } from './floors.mjs';

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
    let inBrowser = false;
    const check = (node, source, typeOnly, names) => {
      if (typeof source?.value !== 'string') return;
      const message = refusal(from, source.value, {
        typeOnly,
        names,
        inBrowser,
        serverOnly: () => isServerOnly(context.cwd, resolveSpecifier(from, source.value)),
      });
      if (message) context.report({ node, message: `"${source.value}": ${message}.` });
    };
    return {
      Program(node) {
        inBrowser = node.body.some((statement) => statement.directive === 'use client');
      },
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

const HTTP = '@/lib/http/';
/** Who makes what, and from where it has to come: a function of the same name is no door. */
const MAKERS = {
  route: { orgRoute: `${HTTP}org-route`, publicRoute: `${HTTP}public-route` },
  method: { forOrg: `${HTTP}org-route` },
  action: { orgAction: `${HTTP}org-action`, publicAction: `${HTTP}public-action` },
  page: { orgPage: `${HTTP}org-page`, publicPage: `${HTTP}public-page` },
  metadata: { orgMetadata: `${HTTP}org-page`, publicMetadata: `${HTTP}public-page` },
};

const METADATA_FILE =
  /(?:^|\/)(?:sitemap|robots|manifest|icon\d*|apple-icon\d*|(?:opengraph|twitter)-image\d*)$/;

const doors = {
  create(context) {
    const from = pathOf(context);
    const [, stem = ''] = from.startsWith('app/') ? (/^(.*)\.[cm]?[jt]sx?$/.exec(from) ?? []) : [];
    const isRoute = stem.endsWith('/route');
    const isPage = stem.endsWith('/page');
    let isActions = false;
    const imported = new Map();
    const report = (node, message) => context.report({ node, message });

    /** Whether an expression is what a maker of this kind returns. */
    const isMade = (kind, node) => {
      if (node?.type !== 'CallExpression') return false;
      const { name, source } = imported.get(node.callee.name) ?? {};
      return name !== undefined && Object.hasOwn(MAKERS[kind], name) && MAKERS[kind][name] === source;
    };
    const declarationsOf = ({ declaration }) =>
      declaration?.type === 'VariableDeclaration' ? declaration.declarations : [];

    function checkRoute(node) {
      const declarations = declarationsOf(node);
      for (const { id, init } of declarations) {
        if (id.type === 'Identifier' && ROUTE_CONFIG.has(id.name)) continue;
        const names = id.type === 'ObjectPattern' ? id.properties.map(({ key }) => key?.name) : [];
        if (!isMade('route', init) || METHODS.some((method) => !names.includes(method))) {
          report(node, `A route exports { ${METHODS.join(', ')} } of orgRoute or publicRoute.`);
        } else if (imported.get(init.callee.name).name === 'orgRoute') checkMethods(init);
      }
      if (declarations.length === 0) {
        report(node, 'A route exports nothing but the handlers of orgRoute or publicRoute.');
      }
    }

    function checkMethods({ arguments: [methods], ...node }) {
      const open =
        methods?.type === 'ObjectExpression'
          ? methods.properties.find((property) => !isMade('method', property.value))
          : (methods ?? node);
      if (open) report(open, 'Each method of orgRoute is made by forOrg.');
    }

    function checkPage(node) {
      const declarations = declarationsOf(node);
      const allowed = ({ id, init }) =>
        id.type === 'Identifier' &&
        (ROUTE_CONFIG.has(id.name) ||
          ['metadata', 'viewport'].includes(id.name) ||
          (id.name === 'generateMetadata' && isMade('metadata', init)));
      if (declarations.length === 0 || !declarations.every(allowed)) {
        report(
          node,
          'A page exports itself, its settings, and generateMetadata of orgMetadata or publicMetadata.',
        );
      }
    }

    return {
      Program(node) {
        isActions = node.body.some((statement) => statement.directive === 'use server');
        for (const { type, source, specifiers } of node.body) {
          if (type !== 'ImportDeclaration') continue;
          for (const one of specifiers) {
            imported.set(one.local.name, { name: one.imported?.name, source: source.value });
          }
        }
        if (METADATA_FILE.test(stem)) report(node, 'What has an address of its own is a page or a route.');
      },
      ExpressionStatement(node) {
        if (node.directive === 'use server' && node.parent.type !== 'Program') {
          report(node, 'A server action stands in a file of its own and is made by orgAction.');
        }
      },
      ExportNamedDeclaration(node) {
        if (node.exportKind === 'type') return;
        if (isRoute) checkRoute(node);
        if (isPage) checkPage(node);
        if (!isActions) return;
        const declarations = declarationsOf(node);
        if (declarations.length === 0 || !declarations.every(({ init }) => isMade('action', init))) {
          report(node, 'A server action is made by orgAction, or by publicAction if anyone may call it.');
        }
      },
      ExportAllDeclaration(node) {
        if (node.exportKind !== 'type' && (isRoute || isPage || isActions)) {
          report(node, 'Doors are made where they are exported.');
        }
      },
      ExportDefaultDeclaration(node) {
        if (isRoute || isActions) report(node, 'Only doors are exported here.');
        if (isPage && !isMade('page', node.declaration)) {
          report(node, 'A page is made by orgPage, or by publicPage if anyone may open it.');
        }
      },
    };
  },
};

/** A file where the table of the architecture has no row for it is refused: no rule would look at what it does. */
const rooms = {
  create(context) {
    const message = strangeRoom(pathOf(context));
    return message ? { Program: (node) => context.report({ node, message }) } : {};
  },
};

const environment = {
  create(context) {
    if (pathOf(context) === 'lib/env.ts') return {};
    const report = (node) => context.report({ node, message: 'Only lib/env.ts reads process.env.' });
    const isProcess = (node) =>
      node?.name === 'process' || (node?.type === 'MemberExpression' && node.property.name === 'process');
    return {
      MemberExpression(node) {
        if (isProcess(node.object) && (node.property.name ?? node.property.value) === 'env') report(node);
      },
      VariableDeclarator({ id, init }) {
        if (id.type === 'ObjectPattern' && isProcess(init)) {
          const env = id.properties.find(({ key }) => (key?.name ?? key?.value) === 'env');
          if (env) report(env);
        }
      },
      ImportDeclaration(node) {
        if (/^(?:node:)?process$/.test(node.source.value) && node.importKind !== 'type') report(node);
      },
    };
  },
};

export default { meta: { name: 'callboard' }, rules: { imports, doors, rooms, environment } };
