/**
 * The column, or the JSON member, with the reason in a file of refused rows. It is ignored when the file is imported
 * again.
 */
export const REFUSAL_REASON = 'onboarding_failure';
