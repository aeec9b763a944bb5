/**
 * The file of cameras, and the places of their passwords. Starts at {@link
 * dev.skipstream.camera.file.CamerasFile}.
 *
 * <p>Exports {@link dev.skipstream.camera.file.CamerasFile}, {@link
 * dev.skipstream.camera.file.CamerasFileWatch}, {@link dev.skipstream.camera.file.PasswordFile} and
 * {@link dev.skipstream.camera.file.PasswordVariable}. Hides YAML.
 */
package dev.skipstream.camera.file;
