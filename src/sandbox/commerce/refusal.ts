import { randomBytes } from 'node:crypto';
import type { Language } from '../options';
import { filled, parametersOf, template, type Message } from './messages';

type RefusalForm =
  /** One template with its parameters beside it. */
  | { readonly form: 'template'; readonly status: number; readonly message: Message }
  /** One text of one or more lines, filled in, without parameters. */
  | { readonly form: 'lines'; readonly status: number; readonly messages: readonly Message[] }
  /** Several templates in a list `errors`. */
  | { readonly form: 'list'; readonly status: number; readonly messages: readonly Message[] }
  /** An internal error of Commerce, whose details only its log has. */
  | { readonly form: 'internal' };

/** Thrown wherever Commerce refuses a request, and converted to an answer in one place. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(readonly refusal: RefusalForm) {
    super(refusal.form);
  }
}

export function refused(message: Message, status = 400): Refusal {
  return new Refusal({ form: 'template', status, message });
}

/** For a sentence that the shop fills in itself, and for several mistakes in one text. */
export function refusedInLines(messages: readonly Message[], status = 400): Refusal {
  return new Refusal({ form: 'lines', status, messages });
}

/** One mistake is answered by itself; several become a list. */
export function refusedWithList(messages: readonly Message[]): Refusal {
  const [only, ...others] = messages;
  if (only && others.length === 0) return refused(only);
  return new Refusal({ form: 'list', status: 400, messages });
}

export function internalError(): Refusal {
  return new Refusal({ form: 'internal' });
}

/** `fieldValue` keeps its type: an unknown ID is returned as a number. */
export function noSuchEntity(fieldName: string, fieldValue: string | number): Refusal {
  return refused({ text: 'noSuchEntity', parameters: { fieldName, fieldValue } }, 404);
}

export function refusalAnswer({ refusal }: Refusal, language: Language): { status: number; body: unknown } {
  switch (refusal.form) {
    case 'template':
      return { status: refusal.status, body: templateBody(refusal.message, language) };
    case 'lines': {
      const lines = refusal.messages.map((message) => filled(message, language));
      return { status: refusal.status, body: { message: lines.join('\n') } };
    }
    case 'list': {
      const errors = refusal.messages.map((message) => templateBody(message, language));
      return {
        status: refusal.status,
        body: { message: template({ text: 'severalMistakes' }, language), errors },
      };
    }
    case 'internal': {
      const report = `webapi-${randomBytes(7).toString('hex').slice(1)}`;
      return {
        status: 500,
        body: { message: filled({ text: 'internalError', parameters: [report] }, language) },
      };
    }
  }
}

function templateBody(message: Message, language: Language): { message: string; parameters?: unknown } {
  const text = template(message, language);
  return message.parameters === undefined
    ? { message: text }
    : { message: text, parameters: parametersOf(message, language) };
}
