/** What is said where something refused is corrected. */
export const tray = {
  'correct.channel': 'Given to the supplier',
  'correct.client_code': 'The client’s code',
  'correct.day': 'Day',
  'correct.expected_on': 'Expected on',
  'correct.method': 'Means of payment',
  'correct.no_line': 'Keep at least one line.',
  'correct.nothing': 'Nothing here can be corrected. Send it again as it is, or discard it.',
  'correct.paid_now': 'Paid at once',
  'correct.remove': 'Leave this line out',
  'correct.send': 'Send',
  'correct.title': 'Correct: {what}',
  'scan.taken': 'This barcode is already that of “{name}”.',
} as const;
