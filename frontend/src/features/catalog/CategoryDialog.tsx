import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, take } from '@/kernel/api/client';
import type { Category } from '@/kernel/api/types';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { TextArea, TextField } from '@/ui/Field';
import { FormError } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { useForm } from '@/ui/useForm';
import { catalogChanged } from './queries';

/** Makes a category, edits it, or removes it: its products stay, without a category. */
export function CategoryDialog({ category, onClose }: { category: Category | null; onClose: () => void }) {
  const client = useQueryClient();
  const [sure, setSure] = useState(false);
  const form = useForm({ name: category?.name ?? '', description: category?.description ?? '' }, (values) => ({
    name: values.name.trim() ? undefined : t('check.required'),
  }));
  const finish = (text: string) => {
    catalogChanged(client);
    toast(text);
    onClose();
  };
  const send = async () => {
    const done = await form.submit(async (values) => {
      const body = { name: values.name.trim(), description: values.description.trim() || null };
      if (!category) return take(api.POST('/api/v1/categories', { body }));
      return take(
        api.PATCH('/api/v1/categories/{category_id}', {
          params: { path: { category_id: category.id } },
          headers: { 'If-Match': `"${category.version}"` },
          body,
        }),
      );
    });
    if (done) finish(t('saved.category'));
  };
  const remove = async () => {
    if (!category) return;
    const done = await form.submit(() => take(api.DELETE('/api/v1/categories/{category_id}', { params: { path: { category_id: category.id } } })));
    if (done) finish(t('categories.removed'));
    else setSure(false);
  };
  return (
    <Dialog
      title={category ? t('categories.edit') : t('categories.new')}
      onClose={onClose}
      onSubmit={() => void send()}
      foot={
        <>
          {category ? (
            <Button look={sure ? 'bad' : 'bad-plain'} icon="trash" onClick={() => (sure ? void remove() : setSure(true))}>
              {sure ? t('action.sure') : t('action.remove')}
            </Button>
          ) : (
            <Button look="second" onClick={onClose}>
              {t('action.cancel')}
            </Button>
          )}
          <Button type="submit" busy={form.busy}>
            {t('action.save')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <FormError error={form.problem} />
        <TextField label={t('field.name')} autoComplete="off" maxLength={120} {...form.bind('name')} />
        <TextArea label={t('product.description')} optional {...form.bind('description')} />
      </div>
    </Dialog>
  );
}
