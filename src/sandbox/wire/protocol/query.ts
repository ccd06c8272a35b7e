import * as z from 'zod';
import { isInstant, isObject } from '../value.ts';
import type { Protocol } from './protocol.ts';

/**
 * The query protocol: a form in, XML out. Lists are `Name.member.1`, structures `Name.Member`. All values are text;
 * the input's shape says what each of them is.
 */
export const queryProtocol = (options: { readonly xmlNamespace: string }): Protocol => {
  const headers = { 'content-type': 'text/xml' };
  const document = (root: string, content: string) =>
    Buffer.from(`<${root} xmlns="${options.xmlNamespace}">${content}</${root}>`);
  return {
    decode: (body, shape) => ({ data: typed(shape, formTree(Buffer.from(body).toString('utf8'))) }),
    encodeOutput: (operation, output, requestId) => ({
      headers,
      body: document(
        `${operation}Response`,
        `<${operation}Result>${toXml(output)}</${operation}Result>` +
          `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`,
      ),
    }),
    encodeError: (error, requestId) => ({
      headers,
      body: document(
        'ErrorResponse',
        `<Error>${toXml({
          Type: error.status >= 500 ? 'Receiver' : 'Sender',
          Code: error.queryCode ?? error.code,
          Message: error.message,
        })}</Error><RequestId>${requestId}</RequestId>`,
      ),
    }),
  };
};

/** The `Action` of a form. */
export const queryAction = (body: Uint8Array): string | undefined =>
  new URLSearchParams(Buffer.from(body).toString('utf8')).get('Action') ?? undefined;

type Tree = { [name: string]: Tree | string };

const formTree = (form: string): Tree => {
  const root: Tree = Object.create(null);
  for (const [name, value] of new URLSearchParams(form)) {
    const steps = name.split('.');
    const last = steps.pop() ?? name;
    let node = root;
    for (const step of steps) {
      const below = node[step];
      const next: Tree = typeof below === 'object' ? below : Object.create(null);
      node[step] = next;
      node = next;
    }
    node[last] = value;
  }
  return root;
};

/** Turns the texts of a form into what the shape says they are; what does not fit is left for the shape to refuse. */
const typed = (shape: z.ZodType, value: Tree | string): unknown => {
  if (shape instanceof z.ZodOptional) return typed(unwrapped(shape), value);
  if (typeof value === 'string') return typedText(shape, value);
  if (shape instanceof z.ZodArray) {
    const members = value['member'];
    if (typeof members !== 'object') return [];
    const item = shape.element;
    return Object.entries(members)
      .sort(([a], [b]) => Number(a) - Number(b))
      .map(([, member]) => (item instanceof z.ZodType ? typed(item, member) : member));
  }
  if (!(shape instanceof z.ZodObject)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const below = shape.shape[name];
      return [name, below instanceof z.ZodType ? typed(below, member) : member];
    }),
  );
};

const unwrapped = (shape: z.ZodOptional): z.ZodType => {
  const inner = shape.unwrap();
  return inner instanceof z.ZodType ? inner : z.unknown();
};

const typedText = (shape: z.ZodType, value: string): unknown => {
  if (shape instanceof z.ZodNumber && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value)) return Number(value);
  if (shape instanceof z.ZodBoolean && (value === 'true' || value === 'false')) return value === 'true';
  // An empty list is sent as `Name=`.
  if (shape instanceof z.ZodArray && value === '') return [];
  return value;
};

const toXml = (value: unknown): string => {
  if (value === undefined || value === null) return '';
  if (isInstant(value)) return new Date(value.epochMs).toISOString();
  if (Array.isArray(value)) return value.map((item) => `<member>${toXml(item)}</member>`).join('');
  if (isObject(value)) {
    return Object.entries(value)
      .map(([name, member]) => (member === undefined ? '' : `<${name}>${toXml(member)}</${name}>`))
      .join('');
  }
  return escapeXml(String(value));
};

const xmlEscapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
};

/** XML 1.0 cannot hold control characters at all: they become U+FFFD. */
const escapeXml = (text: string): string =>
  text
    .replace(/[&<>"\r]/g, (character) => xmlEscapes[character] ?? character)
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd');
