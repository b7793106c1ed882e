/** Chats as the text that a model was trained on, by the chat template in its file. */
package dev.quantloop.app.source.chat;
