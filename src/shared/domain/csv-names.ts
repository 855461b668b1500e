/** What people and programs call the columns of a contact list, and how any other column becomes a variable. */

export const roles = ['email', 'first_name', 'last_name', 'company', 'owner', 'zone', 'tags'] as const
/** The part a column plays for a contact. */
export type Role = (typeof roles)[number]

/** The most usual name first: where two columns fit one role, the one further to the left here is taken. */
const names: Record<Role, string> = {
  email:
    'email, email address, e-mail, mail, e-mail address, address email, emailaddress, contact email, primary email, work email, ' +
    'business email, email 1, e-mail 1 - value, recipient, e-mail-adresse, emailadresse, mailadresse, mail adresse, e-post, e-postadresse, epost, ' +
    'adresse e-mail, adresse email, adresse mail, courriel, adresse courriel, adresse electronique, mel, ' +
    'correo, correo electronico, direccion de correo, direccion de correo electronico, ' +
    'posta elettronica, indirizzo email, indirizzo e-mail, indirizzo di posta elettronica, ' +
    'correio eletronico, endereco de email, endereco de e-mail, e-mailadres, mailadres, sahkoposti, sahkopostiosoite, ' +
    'adres e-mail, adres email, emailova adresa, e-mailova adresa, e-posta, eposta, e-posta adresi, e-mail cim, ' +
    'электронная почта, почта, эл почта, адрес электронной почты, имейл, електронна пошта, пошта, ' +
    '邮箱, 电子邮件, 电子邮箱, 邮件地址, 電子郵件, メール, メールアドレス, eメール, 電子メール, 이메일, 이메일 주소, 전자우편, ' +
    'البريد الإلكتروني, אימייל, דואר אלקטרוני, ηλεκτρονικο ταχυδρομειο',
  first_name:
    'first name, firstname, given name, forename, first, fname, christian name, vorname, prenom, nombre, nombre de pila, primer nombre, ' +
    'nome, primo nome, primeiro nome, nome proprio, voornaam, fornavn, fornamn, etunimi, imie, jmeno, krstne meno, keresztnev, ad, ' +
    'имя, ім я, 名, 名字, 이름, الاسم الأول, שם פרטי, ονομα',
  last_name:
    'last name, lastname, surname, family name, last, lname, nachname, familienname, zuname, nom de famille, nom, apellido, apellidos, ' +
    'cognome, sobrenome, apelido, ultimo nome, achternaam, familienaam, etternavn, efternavn, efternamn, sukunimi, nazwisko, prijmeni, ' +
    'priezvisko, vezeteknev, soyad, soyadi, фамилия, прізвище, 姓, 姓氏, 성, اسم العائلة, שם משפחה, επωνυμο',
  company:
    'company, company name, organization, organisation, organization name, account name, employer, business, business name, firm, firma, ' +
    'firmenname, unternehmen, organisation name, entreprise, societe, empresa, compania, organizacion, azienda, societa, ragione sociale, ' +
    'companhia, organizacao, bedrijf, bedrijfsnaam, organisatie, virksomhed, foretag, selskap, bedrift, yritys, spolecnost, ceg, sirket, ' +
    'компания, организация, фирма, компанія, організація, 公司, 公司名称, 企业, 会社, 会社名, 회사, 회사명, الشركة, חברה, εταιρεια',
  owner:
    'owner, contact owner, owner email, account owner, lead owner, record owner, assigned to, assignee, sales rep, sales owner, responsible, ' +
    'besitzer, inhaber, zustandig, verantwortlich, ansprechpartner intern, proprietaire, responsable, propietario, proprietario, responsabile, ' +
    'responsavel, eigenaar, ejer, eier, agare, omistaja, wlasciciel, vlastnik, tulajdonos, sahip, владелец, ответственный, власник, ' +
    '所有者, 负责人, 担当者, 담당자, المالك, בעלים',
  zone:
    'timezone, time zone, zone, tz, zeitzone, fuseau horaire, fuseau, zona horaria, huso horario, fuso orario, fuso horario, tijdzone, ' +
    'tidszon, tidssone, tidszone, aikavyohyke, strefa czasowa, casove pasmo, idozona, saat dilimi, часовой пояс, часовий пояс, 时区, 時區, ' +
    'タイムゾーン, 시간대, المنطقة الزمنية, אזור זמן',
  tags:
    'tags, tag, labels, label, schlagworte, schlagworter, stichworte, etiquettes, etiquette, mots cles, etiquetas, etiqueta, etichette, ' +
    'etichetta, labels, tagit, etikety, stitky, cimkek, etiketler, теги, метки, мітки, 标签, 標籤, タグ, 태그, وسوم, תגיות',
}

/** Names compare by their letters and digits alone, without accents and case. */
function plain(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}

const known = new Map<string, { role: Role; rank: number }>()
for (const role of roles)
  for (const [rank, name] of names[role].split(', ').entries())
    if (!known.has(plain(name))) known.set(plain(name), { role, rank })
// Templates and exports of ours use these exact words.
for (const role of roles) known.set(plain(role), { role, rank: -1 })

/** The role a heading names, null when it is none that we know. */
export function roleOf(heading: string): Role | null {
  return known.get(plain(heading))?.role ?? null
}

/** How well a heading fits its role: smaller is better. Only for headings that have one. */
export function rankOf(heading: string): number {
  return known.get(plain(heading))?.rank ?? Number.MAX_SAFE_INTEGER
}

/** Two headings that a person would call the same. */
export function sameHeading(a: string, b: string): boolean {
  return a.trim() === b.trim() || (plain(a) !== '' && plain(a) === plain(b))
}

/**
 * A heading as a variable: `First name` → `first_name`, `firstName` → `first_name`, `Größe (cm)` → `größe_cm`. Letters
 * of every script stay. Empty when nothing is left; a leading digit gets `field_` before it.
 */
export function toSnake(heading: string): string {
  const words = heading
    .normalize('NFC')
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .normalize('NFC')
    .match(/[\p{L}\p{M}\p{N}]+/gu)
  const name = (words ?? []).join('_').slice(0, 64).replace(/_+$/, '')
  return /^\p{N}/u.test(name) ? `field_${name}` : name
}
