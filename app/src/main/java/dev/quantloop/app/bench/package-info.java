/** Times this program against llama.cpp's own tools, process start and all. */
package dev.quantloop.app.bench;
