# distcc_window(): distccmon-gui, with its desktop entry, icon and metainfo, where gtkmm 4 is.
function(distcc_window)
  if(NOT DISTCC_WITH_GTK)
    return()
  endif()
  distcc_folder(window DEPENDS monitor activity options wire job base LIBRARIES distcc_with_gtk)
  # What later releases call old is what Debian 12 has.
  target_compile_options(distcc_window PRIVATE -Wno-deprecated-declarations)
  add_executable(distccmon-gui ${CMAKE_SOURCE_DIR}/src/bin/distccmon-gui.cpp)
  target_link_libraries(distccmon-gui PRIVATE distcc_window)
  add_custom_command(TARGET distccmon-gui POST_BUILD VERBATIM
                     COMMAND ${CMAKE_COMMAND} -E create_symlink distccmon-gui distccmon-gnome
                     WORKING_DIRECTORY ${CMAKE_RUNTIME_OUTPUT_DIRECTORY})
  install(TARGETS distccmon-gui RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  install(FILES ${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/distccmon-gnome DESTINATION ${CMAKE_INSTALL_BINDIR})
  file(CREATE_LINK distccmon-gui.1 ${CMAKE_BINARY_DIR}/distccmon-gnome.1 SYMBOLIC)
  install(FILES ${CMAKE_BINARY_DIR}/distccmon-gnome.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
  set(desktop ${CMAKE_SOURCE_DIR}/packaging/desktop)
  install(FILES ${desktop}/org.distcc.Monitor.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
  install(FILES ${desktop}/org.distcc.Monitor.metainfo.xml DESTINATION ${CMAKE_INSTALL_DATADIR}/metainfo)
  install(FILES ${desktop}/org.distcc.Monitor.svg
          DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps)
endfunction()
