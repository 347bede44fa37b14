import type { ServerResponse } from 'node:http';
import { htmlAnswer, jsonAnswer, type Answer } from './answer';
import type { Fault } from './faults';
import type { Timers } from './timers';

interface FaultyRequest {
  readonly fault: Fault;
  /** Carries the request out and returns its proper answer. */
  readonly carryOut: () => Promise<Answer>;
  readonly response: ServerResponse;
  readonly send: (answer: Answer) => void;
  readonly timers: Timers;
}

/** Answers a request with a fault. Returns its proper answer, or `null` if it was not carried out. */
export async function answerWithFault(request: FaultyRequest): Promise<Answer | null> {
  const { fault, carryOut, response, send, timers } = request;
  switch (fault.kind) {
    case 'lose':
      return carryOutIf(fault.made, carryOut);
    case 'reset': {
      const answer = await carryOutIf(fault.made, carryOut);
      response.socket?.resetAndDestroy();
      return answer;
    }
    case 'slow': {
      const answer = await carryOut();
      await timers.pause(fault.byMs);
      send(answer);
      return answer;
    }
    case 'late': {
      await timers.pause(fault.byMs);
      const answer = await carryOut();
      send(answer);
      return answer;
    }
    case 'truncate': {
      const answer = await carryOut();
      if (fault.where === 'json') send({ ...answer, body: half(answer.body) });
      else breakOff(response, answer, send);
      return answer;
    }
    case 'html': {
      const answer = await carryOutIf(fault.made, carryOut);
      send(htmlAnswer(fault.status, page(fault.status)));
      return answer;
    }
    case 'status': {
      const answer = await carryOutIf(fault.made, carryOut);
      send(statusAnswer(fault));
      return answer;
    }
  }
}

async function carryOutIf(made: boolean, carryOut: () => Promise<Answer>): Promise<Answer | null> {
  return made ? carryOut() : null;
}

function breakOff(response: ServerResponse, answer: Answer, send: (answer: Answer) => void): void {
  const length = String(Buffer.byteLength(answer.body));
  // The header announces the whole length, but only half of the body is sent.
  send({ ...answer, headers: { ...answer.headers, 'content-length': length }, body: half(answer.body) });
  response.socket?.destroySoon();
}

function half(body: string): string {
  return body.slice(0, Math.floor(body.length / 2));
}

/** Commerce's own words for statuses with which it refuses any request. */
const OWN_WORDS: Readonly<Record<number, object>> = {
  401: {
    message: "The consumer isn't authorized to access %resources.",
    parameters: { resources: 'Magento_Customer::manage' },
  },
  403: { message: 'User is not entitled to access this instance' },
  404: { message: 'Request does not match any route.' },
};

function statusAnswer({
  status,
  headers = {},
  body = OWN_WORDS[status] ?? '',
}: Extract<Fault, { kind: 'status' }>): Answer {
  const answer =
    typeof body === 'string'
      ? { status, headers: { 'content-type': 'text/plain' }, body }
      : jsonAnswer(status, body);
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

function page(status: number): string {
  return `<!DOCTYPE html>\n<html><head><title>${status}</title></head><body><h1>Error ${status}</h1></body></html>\n`;
}
