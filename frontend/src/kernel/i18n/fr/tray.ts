/** What is said where something refused is corrected. */
export const tray = {
  'correct.channel': 'Remise au fournisseur',
  'correct.client_code': 'Code du client',
  'correct.day': 'Jour',
  'correct.expected_on': 'Attendue le',
  'correct.method': 'Moyen de paiement',
  'correct.no_line': 'Gardez au moins une ligne.',
  'correct.nothing': 'Rien ici ne se corrige. Renvoyez tel quel, ou abandonnez.',
  'correct.paid_now': 'Payé tout de suite',
  'correct.remove': 'Retirer cette ligne',
  'correct.send': 'Envoyer',
  'correct.title': 'Corriger : {what}',
  'scan.taken': 'Ce code-barres est déjà celui de « {name} ».',
} as const;
