# distcc_manuals(): docs/man/*.in become build/man/*, their tables filled from the settings by
# build/bin/render_manual, and are installed.
function(distcc_manuals)
  add_executable(render_manual ${CMAKE_SOURCE_DIR}/src/bin/render_manual.cpp)
  target_link_libraries(render_manual PRIVATE distcc_monitor)
  file(GLOB templates CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/docs/man/*.in)
  file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/man)
  foreach(template ${templates})
    get_filename_component(page ${template} NAME_WLE)  # distcc.1
    string(REGEX REPLACE ".*\\." "" section ${page})
    set(output ${CMAKE_BINARY_DIR}/man/${page})
    add_custom_command(OUTPUT ${output} COMMAND render_manual ${template} ${output}
                       DEPENDS render_manual ${template} VERBATIM)
    install(FILES ${output} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section})
    list(APPEND pages ${output})
  endforeach()
  add_custom_target(manuals ALL DEPENDS ${pages})
endfunction()

# distcc_install_services(): the units for systemd where it looks for them, under the name distcc too,
# and the files of other service managers beside the examples, from where packages take them.
function(distcc_install_services)
  set(DISTCC_UNITDIR ${CMAKE_INSTALL_PREFIX}/lib/systemd/system CACHE PATH "Holds units of systemd")
  set(services ${CMAKE_BINARY_DIR}/packaging)
  foreach(file distccd.service distccd.initd distcc.xinetd start-distccd)
    configure_file(${CMAKE_SOURCE_DIR}/packaging/${file}.in ${services}/${file} @ONLY)
  endforeach()
  foreach(file distccd.socket distccd.default distccd.confd hosts.example compilers.example)
    configure_file(${CMAKE_SOURCE_DIR}/packaging/${file} ${services}/${file} COPYONLY)
  endforeach()
  install(FILES ${services}/distccd.service ${services}/distccd.socket
          DESTINATION ${DISTCC_UNITDIR})
  install(CODE "file(CREATE_LINK distccd.service \$ENV{DESTDIR}${DISTCC_UNITDIR}/distcc.service SYMBOLIC)")
  install(PROGRAMS ${services}/start-distccd DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/distcc)
  install(FILES ${services}/distccd.default ${services}/distccd.initd ${services}/distccd.confd
                ${services}/distcc.xinetd ${services}/hosts.example ${services}/compilers.example
          DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples)
endfunction()
