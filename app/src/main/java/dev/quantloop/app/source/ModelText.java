package dev.quantloop.app.source;

import java.util.Optional;

/**
 * What of a model some sources need.
 *
 * @param vocabulary from which random tokens are drawn
 * @param chats renders chats with the model's template, where it has one
 */
public record ModelText(TokenVocabulary vocabulary, Optional<ChatRenderer> chats) {}
