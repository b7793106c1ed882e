/**
 * The template language of Jinja as far as chat templates use it, with the values of Python that
 * they compute with. Knows nothing of chats.
 */
package dev.quantloop.app.source.chat.jinja;
