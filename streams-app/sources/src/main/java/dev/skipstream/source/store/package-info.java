/**
 * The stores of images beside the topic: an image event then has the reference of its image in
 * place of the image (a claim check).
 *
 * <p>Exports {@link dev.skipstream.source.store.ImageStore} and {@link
 * dev.skipstream.source.store.ImageStores}. Hides the names of the images and each kind of store.
 */
package dev.skipstream.source.store;
