import { describe, expect, it } from 'vitest';
import { Problem } from '@/kernel/api/problem';
import { bodyOf, refused, toldOf, wrongIn, wrongTold } from './recipients';

describe('who gets a file', () => {
  it('is somebody of the company, or a name with an address', () => {
    const told = { user_ids: ['u1'], others: [{ name: ' Banque ', contact: ' agence@banque.sn ' }, { name: 'Modou', contact: '+221 77 123 45 67' }, { name: '', contact: ' ' }] };
    expect(wrongTold(told)).toBeNull();
    expect(bodyOf(told)).toEqual([{ user_id: 'u1' }, { name: 'Banque', email: 'agence@banque.sn' }, { name: 'Modou', phone: '+221 77 123 45 67' }]);
  });

  it('is told what is missing', () => {
    expect(wrongTold({ user_ids: [], others: [{ name: '', contact: '' }] })).toBe('nobody');
    expect(wrongIn({ name: 'Awa', contact: '' })).toBe('contact');
    expect(wrongIn({ name: 'Awa', contact: 'awa@' })).toBe('contact');
    expect(wrongIn({ name: 'Awa', contact: '77 12' })).toBe('contact');
    expect(wrongIn({ name: '', contact: 'awa@example.sn' })).toBe('name');
    expect(wrongTold({ user_ids: ['u1'], others: [{ name: 'Awa', contact: '' }] })).toBe('incomplete');
    expect(wrongTold({ user_ids: Array.from({ length: 21 }, (_, i) => `u${i}`), others: [] })).toBe('too_many');
  });

  it('is refused by the server at its place in the form', () => {
    const told = { user_ids: ['u1', 'u2'], others: [{ name: 'A', contact: 'a@b.sn' }, { name: '', contact: '' }, { name: 'B', contact: '1234567' }] };
    const problem = new Problem(422, { errors: [{ field: 'recipients.3.phone', code: 'phone_invalid', message: 'Numéro inconnu' }] });
    expect([...refused(problem, told)]).toEqual([[2, 'Numéro inconnu']]);
    expect(refused(new Error('x'), told).size).toBe(0);
  });

  it('comes back into the form as it was', () => {
    const recipients = [
      { user_id: 'u1', name: 'Awa', email: null, phone: null },
      { user_id: null, name: 'Banque', email: 'a@b.sn', phone: null },
    ];
    expect(bodyOf(toldOf(recipients))).toEqual([{ user_id: 'u1' }, { name: 'Banque', email: 'a@b.sn' }]);
  });
});
