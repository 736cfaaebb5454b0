import type { components } from './schema';

/** The API's own shapes under the names the screens use; a renamed schema is mended here alone. */
type Schemas = components['schemas'];

export type User = Schemas['UserOut'];
export type Tenant = Schemas['TenantOut'];
export type Device = Schemas['DeviceOut'];
export type Invitation = Schemas['InvitationOut'];
export type InvitationCreated = Schemas['InvitationCreated'];
export type AuditEntry = Schemas['AuditOut'];
export type Category = Schemas['Category'];
export type Supplier = Schemas['Supplier'];
export type Product = Schemas['Product'];
export type ProductIn = Schemas['ProductIn'];
export type Customer = Schemas['Customer'];
export type StockLevel = Schemas['StockLevel'];
export type Movement = Schemas['Movement'];
export type Sale = Schemas['Sale'];
export type SaleIn = Schemas['SaleIn'];
export type Import = Schemas['Import'];
export type Overview = Schemas['Overview'];

export type StockStatus = StockLevel['status'];
export type PaymentMethod = Sale['payment_method'];
export type Role = Exclude<Invitation['role'], 'operator'>;
