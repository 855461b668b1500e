CREATE VIRTUAL TABLE contact_vocab USING fts5vocab(contact_words, instance);
