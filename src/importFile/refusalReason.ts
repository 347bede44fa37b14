/**
 * The column, or the member of a line, in which a file of refused rows says why each was refused. It is ignored
 * where the file is imported again.
 */
export const REFUSAL_REASON = 'onboarding_failure';
