import { readableId, shellWord } from '../../contract/shellWord';
import type { Decoded, DecodedFailure } from '../../onboardings/replay/decodeRecorded';
import type { RecordedHistory } from '../../onboardings/replay/recordedHistory';
import type { Agreement } from '../../onboardings/replay/replayHistories';
import type { TryOutcome, HistoryEntry } from '../../onboardings/replay/describeHistory';
import { print } from '../terminal/output';

/** Prints a history, one line per event, and whether the code agrees with it. */
export function printHistory(
  { workflowId, runId }: RecordedHistory,
  happened: readonly HistoryEntry[],
  agreement: Agreement,
): void {
  print(`Onboarding ${readableId(workflowId)}, run ${runId}`);
  for (const happening of happened) print(`${happening.at.toISOString()}  ${sentenceOf(happening)}`);
  if (happened.at(-1)?.kind !== 'ended') {
    print(
      `It was still running; Temporal does not record a try in progress. See: onboard show ${shellWord(workflowId)}`,
    );
  }
  print(inWords(agreement));
}

/** Prints whether the code agrees with one of many histories. */
export function printAgreement(name: string, agreement: Agreement): void {
  print(`${readableId(name)}: ${inWords(agreement)}`);
}

export function printCounts({ agrees, differs, notReplayed }: Record<Agreement['kind'], number>): void {
  print(
    `Histories: ${agrees + differs + notReplayed}; the code agrees with ${agrees}, differs from ${differs}, could not replay ${notReplayed}.`,
  );
}

function inWords(agreement: Agreement): string {
  switch (agreement.kind) {
    case 'agrees':
      return 'The code agrees.';
    case 'differs': {
      const where = agreement.eventId === null ? '' : ` at event ${agreement.eventId}`;
      return `The code differs${where}: ${agreement.reason}`;
    }
    case 'notReplayed':
      return `It could not be replayed: ${agreement.reason}`;
  }
}

function sentenceOf(happening: HistoryEntry): string {
  switch (happening.kind) {
    case 'started':
      return `started${happening.byRetry ? ' by retry' : ''} with ${valueText(happening.input)}`;
    case 'stepBegun':
      return `${happening.step} begins`;
    case 'triesFailed': {
      const { step, tries, failure } = happening;
      const which = tries === 1 ? 'try 1 had failed' : `tries 1 to ${tries} had failed, the last one`;
      return `${step}, ${which}${failure ? ` with ${failureText(failure)}` : ''}`;
    }
    case 'tryStarted':
      return `${happening.step}, try ${happening.attempt} begins`;
    case 'tryEnded':
      return `${happening.step}, try ${happening.attempt} ${answerText(happening.answer)}`;
    case 'cancelRequested':
      return 'cancellation is requested';
    case 'workflowTaskFailed':
      return `a workflow task fails${happening.failure ? ` with ${failureText(happening.failure)}` : ''}`;
    case 'reset': {
      const why = happening.failure ? ` (${textOf(happening.failure.message)})` : '';
      return `reset${why}: continues from here and replaces run ${happening.fromRunId}`;
    }
    case 'ended':
      return endingText(happening);
  }
}

function answerText(answer: TryOutcome): string {
  switch (answer.kind) {
    case 'done':
      return `is done: ${valueText(answer.result)}`;
    case 'failed':
      return `fails with ${failureText(answer.failure)}`;
    case 'cancelled':
      return 'is cancelled';
  }
}

function endingText({ status, result, failure, reason }: Extract<HistoryEntry, { kind: 'ended' }>): string {
  const decoded = [result && valueText(result), failure && failureText(failure), reason];
  return [`ended: ${status}`, ...decoded].filter(Boolean).join(', ');
}

function failureText({ type, message }: DecodedFailure): string {
  return `${type}: ${textOf(message)}`;
}

function valueText(decoded: Decoded<unknown>): string {
  if (!('value' in decoded)) return textOf(decoded);
  return decoded.value === undefined ? 'nothing' : JSON.stringify(decoded.value);
}

function textOf(decoded: Decoded<string>): string {
  return 'value' in decoded
    ? decoded.value
    : `(encrypted with the key ${JSON.stringify(decoded.encryptedWith)})`;
}
