# distcc_choose_zeroconf(): which files of src/discovery are built, and who is told. The programs say in
# --version whether they can, so all sources know.
function(distcc_choose_zeroconf)
  set(left_out avahi_session.cpp announcer.cpp browser.cpp)
  if(DISTCC_WITH_ZEROCONF)
    set(left_out without_avahi.cpp)
    target_link_libraries(distcc_with_zeroconf INTERFACE avahi-common)
  endif()
  list(TRANSFORM left_out PREPEND ${CMAKE_SOURCE_DIR}/src/discovery/)
  set_source_files_properties(${left_out} PROPERTIES HEADER_FILE_ONLY ON)
  target_compile_definitions(distcc_settings INTERFACE DISTCC_WITH_ZEROCONF=${DISTCC_WITH_ZEROCONF})
endfunction()
