# distcc_window(): distccmon-gui, with its desktop entry, icon and metainfo, where gtkmm 4 is. DISTCC_GTK
# is AUTO (take it where it is), ON (fail without) or OFF.
set(DISTCC_GTK AUTO CACHE STRING "The window monitor, by gtkmm 4: AUTO (where it is), ON or OFF")
set_property(CACHE DISTCC_GTK PROPERTY STRINGS AUTO ON OFF)

function(distcc_window)
  if(DISTCC_GTK)
    find_package(PkgConfig QUIET)
    if(PKG_CONFIG_FOUND)
      pkg_check_modules(GTKMM QUIET IMPORTED_TARGET gtkmm-4.0>=4.8)
    endif()
    if(DISTCC_GTK STREQUAL "ON" AND NOT TARGET PkgConfig::GTKMM)
      message(FATAL_ERROR "DISTCC_GTK=ON needs gtkmm-4.0 (Debian's packages libgtkmm-4.0-dev, pkg-config)")
    endif()
  endif()
  if(NOT TARGET PkgConfig::GTKMM)
    message(STATUS "without GTK: no distccmon-gui (it needs gtkmm-4.0 and pkg-config)")
    return()
  endif()
  message(STATUS "with GTK: distccmon-gui")
  distcc_folder(window DEPENDS monitor activity options wire job base LIBRARIES PkgConfig::GTKMM)
  # What later releases call old is what Debian 12 has.
  target_compile_options(distcc_window PRIVATE -Wno-deprecated-declarations)
  add_executable(distccmon-gui ${CMAKE_SOURCE_DIR}/src/bin/distccmon-gui.cpp)
  target_link_libraries(distccmon-gui PRIVATE distcc_window)
  add_custom_command(TARGET distccmon-gui POST_BUILD VERBATIM
                     COMMAND ${CMAKE_COMMAND} -E create_symlink distccmon-gui distccmon-gnome
                     WORKING_DIRECTORY ${CMAKE_RUNTIME_OUTPUT_DIRECTORY})
  install(TARGETS distccmon-gui RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  install(FILES ${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/distccmon-gnome DESTINATION ${CMAKE_INSTALL_BINDIR})
  set(desktop ${CMAKE_SOURCE_DIR}/packaging/desktop)
  install(FILES ${desktop}/org.distcc.Monitor.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
  install(FILES ${desktop}/org.distcc.Monitor.metainfo.xml DESTINATION ${CMAKE_INSTALL_DATADIR}/metainfo)
  install(FILES ${desktop}/org.distcc.Monitor.svg
          DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps)
endfunction()
